/** What every provider of the table says, so that one can finish what another began. */
export const answerText = 'one two three four five six seven eight';
