// Daemon: the parts of marketd put together: data folder, venue, API, sockets, feed and simulation.
//
// Start-up is recovery: the constructor takes the folder's lock and replays the journal; the daemon is ready
// when start() returns. Failures are StartError, JournalCorrupt or JournalUnavailable.
//
// Thread rule: one thread, the one that also waits for signals. `look` is called on others.
#pragma once
#include <functional>
#include <memory>
#include <string>

#include "daemon/config.hpp"

namespace market {

class Daemon {
 public:
  // `look` is called when journal_failed() or finished() has become true.
  Daemon(const Config& config, std::function<void()> look);
  ~Daemon();

  void start();
  // What was accepted is answered, the feed is told, the journal is written: within a few seconds.
  void stop();

  // Puts those settings in force that need no restart (reloaded()); the others must be as they were.
  void reconfigure(const Config& config);

  std::string url() const;
  bool journal_failed() const;
  bool lost() const;           // the last snapshot failed, and no journal has what it lacks; after stop()
  bool export_failed() const;  // some of it is missing; after stop()
  // The scenario has run as long as it was to (--until).
  bool finished() const;
  std::string summary() const;   // what became of it, for a person; once it is finished
  std::string progress() const;  // one line, while it runs

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace market
