/** Composition root, filled in by editor/. */
export {};
