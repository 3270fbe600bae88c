/** A text in both languages. */
export type Pair = readonly [russian: string, english: string];
