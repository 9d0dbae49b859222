/** The largest request body that is read; beyond it the answer is 413. Bytes (CONTRACT.md: 20 MiB). */
export const maxBodyBytes = 20 * 1024 * 1024;
