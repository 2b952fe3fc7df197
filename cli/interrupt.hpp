// SIGINT, SIGTERM and SIGHUP as a flag, for commands that have something to finish before they end: what they
// have read, a terminal that is drawn on.
#pragma once

namespace market::cli {

// From now on these signals set the flag instead of ending the process; a second one ends it.
void catch_interrupts();
bool interrupted();
// The exit status for a command that ended with `status`: 128 and the signal when that was `interrupted`.
int status_after_interrupt(int status);

}  // namespace market::cli
