// How the process takes memory from the system.
#pragma once

namespace market {

// One heap for all threads, which grows by megabytes: glibc's heaps of single threads grow page by page, with
// a system call for each, and keep what another thread could use. Before any other thread is started.
void tune_allocator();

}  // namespace market
