// bench_journal: commands a second through the journal with writers that wait for what they sent, beside a
// plain append-only file with the same group commit, in turn; and how long a start takes to read a million
// commands.
//   bench_journal [--dir FOLDER] [--seconds N] [--runs N]
// The files are made in FOLDER (the current one) and removed. Exit code 1 when something failed.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "store/journal.hpp"
#include "tests/bench/commit_race.hpp"
#include "tests/bench/measure.hpp"
#include "tests/bench/plain_log.hpp"
#include "tests/bench/report.hpp"

namespace market::bench {
namespace {

struct Arguments {
  std::filesystem::path folder = std::filesystem::current_path();
  unsigned seconds = 2;
  unsigned runs = 3;
};

struct RaceFigures {
  std::vector<double> rates, batches;
  void add(const RaceResult& result) {
    rates.push_back(result.commands_per_second);
    batches.push_back(result.commands_per_commit);
  }
};

class BenchFolder {
 public:
  explicit BenchFolder(const std::filesystem::path& parent)
      : path_((parent / "bench-journal-XXXXXX").string()) {
    if (mkdtemp(path_.data()) == nullptr) path_ = parent.string() + "/bench-journal";
  }
  ~BenchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  BenchFolder(const BenchFolder&) = delete;
  BenchFolder& operator=(const BenchFolder&) = delete;
  std::filesystem::path file(const char* name) const { return std::filesystem::path(path_) / name; }

 private:
  std::string path_;
};

bool race_journal(const Arguments& arguments, Durability durability, RaceShape shape, RaceFigures& figures) {
  const BenchFolder folder(arguments.folder);
  Journal journal(folder.file("journal.db"), durability);
  CommitRace race;
  journal.start(journal.replay(0, [](const Command&, Stamp) {}),
                {[&](Seq) { race.wake(); }, [&](const std::string&) { race.wake(); }});
  figures.add(race.run(journal, shape, std::chrono::seconds(arguments.seconds)));
  journal.close();
  return !journal.failed();
}

bool race_plain(const Arguments& arguments, Durability durability, RaceShape shape, RaceFigures& figures) {
  const BenchFolder folder(arguments.folder);
  PlainLog log(folder.file("plain.log"), durability);
  CommitRace race;
  log.start([&](Seq) { race.wake(); });
  figures.add(race.run(log, shape, std::chrono::seconds(arguments.seconds)));
  log.close();
  return !log.failed();
}

void print_race(const char* name, const RaceFigures& figures, const RaceFigures& yardstick) {
  const auto [slowest, fastest] = std::minmax_element(figures.rates.begin(), figures.rates.end());
  std::printf("  %-30s %10.0f   %8.0f - %8.0f   %8.1f   %7.2f\n", name, median(figures.rates), *slowest,
              *fastest, median(figures.batches), median(figures.rates) / median(yardstick.rates));
}

bool compare(const Arguments& arguments, Durability durability, RaceShape shape, double target) {
  RaceFigures journal, plain;
  bool right = true;
  for (unsigned run = 0; run < arguments.runs; ++run) {
    right = race_plain(arguments, durability, shape, plain) && right;
    right = race_journal(arguments, durability, shape, journal) && right;
  }
  std::printf("\nDurability %s, %u writers, each with %u on its way\n",
              std::string(to_text(durability)).c_str(), shape.writers, shape.on_their_way);
  std::printf("  %-30s %10s   %19s   %8s   %7s\n", "", "commands/s", "slowest-fastest", "a commit",
              "of file");
  print_race(durability == Durability::always ? "file, fdatasync" : "file", plain, plain);
  print_race("journal", journal, plain);
  print_target("at least " + fixed(target, 0) + " commands/s: " + fixed(median(journal.rates), 0),
               median(journal.rates) >= target);
  std::fflush(stdout);
  return right;
}

// The commands are in rows of a hundred or more, as under load; every row is checked and decoded.
bool measure_start(const Arguments& arguments) {
  constexpr Seq kCommands = 1'000'000;
  constexpr Seq kRow = 256;
  const BenchFolder folder(arguments.folder);
  {
    Journal journal(folder.file("journal.db"), Durability::os);
    journal.start(0, {});
    for (Seq seq = 1; seq <= kCommands; ++seq) {
      journal.append(race_order(seq), {seq, Timestamp(static_cast<std::int64_t>(seq) * 1'000)});
      while (seq % kRow == 0 && journal.durable_seq() < seq) std::this_thread::yield();
    }
  }
  std::vector<double> whole, tail;
  Seq visited = 0;
  for (unsigned run = 0; run < arguments.runs; ++run) {
    for (const Seq after : {Seq{0}, kCommands - 1'000}) {
      const auto start = std::chrono::steady_clock::now();
      Journal journal(folder.file("journal.db"), Durability::os);
      journal.replay(after, [&](const Command&, Stamp) { ++visited; });
      const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
      (after == 0 ? whole : tail).push_back(took.count());
    }
  }
  std::printf("\nOpening a journal of %llu orders (%.1f MB)\n", static_cast<unsigned long long>(kCommands),
              static_cast<double>(std::filesystem::file_size(folder.file("journal.db"))) / 1e6);
  std::printf("  checked, read and decoded      %8.3f s\n", median(whole));
  std::printf("  the last 1000, all checked     %8.3f s\n", median(tail));
  print_target("all in less than 1 s", median(whole) < 1);
  return visited == arguments.runs * (kCommands + 1'000);
}

bool parse(int argc, char** argv, Arguments& arguments) {
  for (int i = 1; i < argc; i += 2) {
    const std::string flag = argv[i];
    if (i + 1 == argc) return false;
    const unsigned long value = std::strtoul(argv[i + 1], nullptr, 10);
    if (flag == "--dir") {
      arguments.folder = argv[i + 1];
    } else if (value == 0 || value > 1'000) {
      return false;
    } else if (flag == "--seconds") {
      arguments.seconds = static_cast<unsigned>(value);
    } else if (flag == "--runs") {
      arguments.runs = static_cast<unsigned>(value);
    } else {
      return false;
    }
  }
  return true;
}

}  // namespace
}  // namespace market::bench

int main(int argc, char** argv) {
  using namespace market;
  using namespace market::bench;
  Arguments arguments;
  if (!parse(argc, argv, arguments)) {
    std::fprintf(stderr, "usage: bench_journal [--dir FOLDER] [--seconds N] [--runs N]\n");
    return 2;
  }
  std::printf("%sJournal: commands a second until they are durable; medians of several runs in turn.\n",
              machine_description().c_str());
  bool right = true;
  for (const RaceShape shape : {RaceShape{64, 1}, RaceShape{2, 32}}) {
    right = compare(arguments, Durability::os, shape, 300'000) && right;
    right = compare(arguments, Durability::always, shape, 50'000) && right;
  }
  right = measure_start(arguments) && right;
  return right ? 0 : 1;
}
