package io.drover.control;

/** Where the answers to one request go. Thread-safe; what is told to a client that left is lost. */
interface Replies {

  /** The one answer, after which no other but {@link #ended} follows. */
  void answer(Answer answer);

  /** The first answer to a watch; events follow from the call of {@link #watch} on. */
  void watch();

  /** What was waited for has ended. */
  void ended(Answer end);
}
