/** Visits under way at one time, where the graph says nothing of that. */
export const USUAL_CONCURRENCY = 8;
