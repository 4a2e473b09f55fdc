/** The names of the files in a workspace's storage, which several processes read and write. */
export const storageNames = {
  /** The manifest of a model. Without it the other files of a model are no model. */
  manifest: 'model.json',
  /** Of the last fine-tuning. */
  report: 'report.json',
  savedTraining: 'training.state',
  /** Held by the trainer at work. */
  lock: 'trainer.lock',
  /** A note that a fine-tuning has begun and not ended. */
  begun: 'begun.json',
} as const;
