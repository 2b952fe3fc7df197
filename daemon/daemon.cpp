#include "daemon/daemon.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <optional>
#include <utility>

#include "daemon/data_folder.hpp"
#include "daemon/export/market_export.hpp"
#include "daemon/feed/feed_service.hpp"
#include "daemon/net/server.hpp"
#include "daemon/rest/api.hpp"
#include "daemon/restore.hpp"
#include "daemon/server_state.hpp"
#include "daemon/service_manager.hpp"
#include "daemon/simulation.hpp"
#include "daemon/snapshot_log.hpp"
#include "daemon/start_error.hpp"
#include "daemon/version.hpp"
#include "sim/scenario_library.hpp"

namespace market {
namespace {

constexpr std::chrono::nanoseconds kAgentsPause = std::chrono::milliseconds(1);
constexpr std::chrono::milliseconds kDrain{3'000};
constexpr std::chrono::milliseconds kDrainAfterFailure{500};

VenueSettings venue_settings(const Config& config) {
  VenueSettings settings;
  settings.idempotency_window = config.idempotency_window;
  return settings;
}

using OnSnapshot = std::function<void(const SnapshotStatus&)>;

Venue::Options venue_options(const Config& config, const DataFolder& folder, OnSnapshot on_snapshot) {
  Venue::Options options;
  options.database_file = folder.database_file();
  options.snapshots_folder = folder.snapshots_folder();
  options.snapshot_interval = config.snapshot_interval;
  options.snapshots_kept = config.snapshots_kept;
  options.keep_journal = config.keep_journal;
  options.on_snapshot = std::move(on_snapshot);
  options.journal_file = folder.journal_file();
  options.durability = config.durability;
  options.settings = venue_settings(config);
  options.rules = market_rules(config);
  if (!config.scenario.empty()) {
    options.clock_mode = VenueClock::Mode::simulated;
    options.speed = config.speed;
  }
  return options;
}

ServerOptions server_options(const Config& config) {
  ServerOptions options;
  options.listen = config.listen;
  options.loops = config.loops;
  options.max_connections = config.max_connections;
  options.limits.body_bytes = config.max_body_bytes;
  options.allowed = {config.hosts, config.origins};
  return options;
}

FeedOptions feed_options(const Config& config) {
  FeedOptions options;
  options.public_data = config.public_data;
  options.market_interval = config.market_interval;
  return options;
}

// Before anything is opened, so that a wrong name changes nothing.
std::optional<Scenario> find_scenario(const Config& config) {
  if (config.scenario.empty()) return std::nullopt;
  auto scenario = load_scenario(config.scenario, config.scenario_changes);
  if (!scenario) throw StartError(ExitStatus::configuration, scenario.error());
  if (config.seed) scenario->seed = *config.seed;
  return *scenario;
}

// The folder to open. Before it is made, so that a wrong copy leaves no folder behind.
std::filesystem::path checked_folder(const Config& config) {
  if (config.restore)
    check_restore(*config.restore, config.data);
  else
    check_no_unfinished_restore(config.data);
  return config.data;
}

bool is_there(const std::filesystem::path& file) {
  std::error_code error;
  const auto size = std::filesystem::file_size(file, error);
  return !error && size > 0;
}

bool restore_if_asked(const Config& config, const DataFolder& folder) {
  if (config.restore) restore(*config.restore, folder);
  return config.restore.has_value();
}

Timestamp wall_time() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return Timestamp(std::chrono::duration_cast<std::chrono::nanoseconds>(now).count());
}

}  // namespace

// In order of construction: what stands below is used by what stands above it only until stop() has ended.
struct Daemon::Parts {
  Parts(const Config& c, std::function<void()> look_at_it)
      : config(c),
        look(std::move(look_at_it)),
        scenario(find_scenario(config)),
        exported(config.export_to ? std::make_unique<MarketExport>(*config.export_to) : nullptr),
        folder(checked_folder(config)),
        restored(restore_if_asked(config, folder)),
        misses_journal(!restored && is_there(folder.database_file()) && !is_there(folder.journal_file())),
        venue(options()),
        simulation(venue, folder.path() / "simulation.state"),
        api(venue, state, {folder.admin_key(), config.public_data}),
        server(backend(), server_options(config)) {}

  Venue::Options options();
  Backend backend();
  Journal::Callbacks journal_callbacks();
  void note_snapshot(const SnapshotStatus& status);
  bool is_kept();
  void describe();
  void tell_restored();
  void load_simulation();
  void start_simulation();
  void finish_export();
  std::string progress();

  const Config config;
  const std::function<void()> look;  // has the main thread look at what has become of us
  const std::optional<Scenario> scenario;
  const std::unique_ptr<MarketExport> exported;  // before the folder, which a wrong name must not make
  bool export_failed = false;
  bool lost = false;
  ServerState state;
  SnapshotLog snapshot_log{config.durability};
  DataFolder folder;
  const bool restored;
  const bool misses_journal;
  Venue venue;
  Simulation simulation;
  Api api;
  FeedLimits feed_limits{config.max_subscribers, config.max_subscribers_each};
  Server server;
  bool stopped = false;
  std::atomic<bool> finished{false};
  Timestamp simulated_from;
  std::string summary;
};

Backend Daemon::Parts::backend() {
  Backend backend;
  backend.handle = [this](const ApiRequest& request) { return api.handle(request); };
  backend.durable_seq = [this] { return venue.durable_seq(); };
  backend.make_streams = [this] {
    const auto authenticate = [this](std::string_view authorization) {
      return api.authenticate(authorization);
    };
    return std::make_unique<FeedService>(venue, state, feed_limits, authenticate, feed_options(config));
  };
  backend.until_due = [this]() -> std::optional<std::chrono::nanoseconds> {
    const auto due = venue.next_due();
    if (!due) return std::nullopt;
    const std::chrono::nanoseconds wait = venue.clock().wall_until(*due);
    // The agents are late: they do it, and what they do next is due soon enough.
    return *due < venue.horizon() ? wait : std::max(wait, kAgentsPause);
  };
  backend.do_what_is_due = [this] { venue.do_what_is_due(); };
  return backend;
}

Journal::Callbacks Daemon::Parts::journal_callbacks() {
  Journal::Callbacks callbacks;
  callbacks.on_durable = [this](Seq) { server.wake(); };
  callbacks.on_failure = [this](const std::string& why) {
    state.journal_failed = true;
    state.ready = false;
    log_error("the journal failed, nothing more is acknowledged: " + why);
    server.abandon_held();
    look();
  };
  return callbacks;
}

// On the snapshots' thread.
void Daemon::Parts::note_snapshot(const SnapshotStatus& status) {
  if (!status.error.empty()) state.snapshot_failed_at = std::chrono::steady_clock::now();
  if (!state.stopping) snapshot_log.note(status);
}

// Whether the last snapshot has everything; else the log says what that means.
bool Daemon::Parts::is_kept() {
  const SnapshotStatus status = venue.snapshot_status();
  if (status.error.empty()) return true;
  const bool in_journal = config.durability != Durability::none;
  log_error("the last snapshot failed: " + status.error +
            (in_journal ? std::string("; the journal has what it lacks, the next start brings it in")
                        : "; what came after seq " + std::to_string(status.seq) +
                              " is lost: with durability none nothing else keeps it"));
  return in_journal;
}

void Daemon::Parts::describe() {
  state.version = kVersion;
  state.simulation = &simulation;
  state.started_at = wall_time();
  state.config_json = config_json(config);
  state.history_interval = config.history_interval;
  if (!folder.warning().empty()) log_warn(folder.warning());
  if (restored) return tell_restored();
  const Seq seq = venue.with([](Venue::Session& session) { return session.seq(); });
  if (misses_journal)
    log_warn(folder.journal_file().string() + " was missing or empty: a new one begins behind seq " +
             std::to_string(seq) + ", which market.db has; what the old one kept of the past is gone");
  if (seq > 0) log_info("recovered up to seq " + std::to_string(seq));
}

void Daemon::Parts::tell_restored() {
  const std::string held = venue.with([](Venue::Session& session) {
    return "seq " + std::to_string(session.seq()) + ", companies " +
           std::to_string(session.exchange().company_count()) + ", traders " +
           std::to_string(session.exchange().trader_count());
  });
  log_info("restored " + config.restore->string() + " into " + folder.path().string() + ": " + held +
           "; traders' keys are valid as before, the admin key is in " +
           (folder.path() / "admin.key").string());
}

Venue::Options Daemon::Parts::options() {
  Venue::Options options =
      venue_options(config, folder, [this](const SnapshotStatus& status) { note_snapshot(status); });
  if (exported) options.on_applied = [this](const Exchange& exchange) { exported->record(exchange); };
  return options;
}

void Daemon::Parts::finish_export() {
  if (!exported) return;
  const std::string failure = exported->finish();
  export_failed = !failure.empty();
  if (export_failed) log_error("the export is not whole: " + failure);
}

void Daemon::Parts::load_simulation() {
  if (!scenario) return;
  if (auto loaded = simulation.load(*scenario, config.speed); !loaded)
    throw StartError(ExitStatus::configuration, loaded.error().detail);
}

void Daemon::Parts::start_simulation() {
  if (!scenario) return;
  if (config.until)
    simulation.run_for(*config.until, [this] {
      summary = to_text(simulation.summary());
      finished = true;
      look();
    });
  simulated_from = simulation.status().time;
  (void)simulation.start();  // it is loaded
  log_info("running scenario " + config.scenario + " at speed " + to_text(config.speed));
}

std::string Daemon::Parts::progress() {
  const SimulationStatus status = simulation.status();
  const double part = static_cast<double>((status.time - simulated_from).ns()) /
                      static_cast<double>(config.until.value_or(Duration(1)).ns());
  char line[160];
  std::snprintf(line, sizeof line, "%3.0f%%  %s  %llu events, %.0f a second  %llu trades",
                100 * std::min(part, 1.0), to_rfc3339(status.time).substr(0, 19).c_str(),
                static_cast<unsigned long long>(status.ticks), status.events_per_second,
                static_cast<unsigned long long>(status.trades));
  return line;
}

Daemon::Daemon(const Config& config, std::function<void()> look)
    : parts_(std::make_unique<Parts>(config, std::move(look))) {}

Daemon::~Daemon() {
  stop();
}

void Daemon::start() {
  Parts& parts = *parts_;
  parts.describe();
  parts.simulation.recover(parts.scenario);
  parts.venue.start(parts.journal_callbacks());
  parts.simulation.finish_moment();  // before anybody else can change the market
  parts.load_simulation();
  parts.server.start();
  parts.start_simulation();
  parts.state.ready = true;
  parts.folder.write_endpoint(url());
  log_info("ready on " + url() + ", data in " + parts.folder.path().string() +
           "; have a look: marketctl market list");
  notify_service_manager("READY=1");
}

void Daemon::stop() {
  Parts& parts = *parts_;
  if (std::exchange(parts.stopped, true)) return;
  parts.state.ready = false;
  parts.state.stopping = true;
  notify_service_manager("STOPPING=1");
  parts.folder.remove_endpoint();
  parts.simulation.end();
  const bool all = parts.server.drain(parts.state.journal_failed ? kDrainAfterFailure : kDrain);
  if (!all) log_warn("some clients did not take their answers in time");
  parts.server.stop();
  parts.venue.close();
  if (!parts.state.journal_failed) parts.lost = !parts.is_kept();
  parts.finish_export();
}

void Daemon::reconfigure(const Config& config) {
  set_log_level(config.log_level);
  parts_->venue.configure(venue_settings(config), market_rules(config));
  parts_->venue.set_snapshot_interval(config.snapshot_interval);
  parts_->state.config_json = config_json(config);
  parts_->state.history_interval = config.history_interval;
}

std::string Daemon::url() const {
  return url_of(parts_->server.address());
}

bool Daemon::lost() const {
  return parts_->lost;
}

bool Daemon::export_failed() const {
  return parts_->export_failed;
}

bool Daemon::finished() const {
  return parts_->finished;
}

std::string Daemon::summary() const {
  return parts_->summary;
}

std::string Daemon::progress() const {
  return parts_->progress();
}

bool Daemon::journal_failed() const {
  return parts_->state.journal_failed;
}

}  // namespace market
