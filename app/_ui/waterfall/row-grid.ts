/** Label, track and duration of one row; stacked on a narrow window. */
export const rowGrid =
  'grid grid-cols-[minmax(0,1fr)_auto] gap-x-4 px-4 md:grid-cols-[minmax(0,17rem)_minmax(0,1fr)_4.5rem]';
