// SIGINT as a flag, for commands that have something to finish before they end with 130.
#pragma once

namespace market::cli {

// From now on SIGINT sets the flag instead of ending the process; a second one ends it.
void catch_interrupts();
bool interrupted();

}  // namespace market::cli
