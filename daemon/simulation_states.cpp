#include "daemon/simulation_states.hpp"

#include <algorithm>
#include <utility>

#include "store/byte_reader.hpp"
#include "store/byte_writer.hpp"
#include "store/disk.hpp"

namespace market {
namespace {

std::filesystem::path with_ending(std::filesystem::path file, const char* ending) {
  if (!file.empty()) file += ending;
  return file;
}

std::string to_bytes(const KeptSimulation& kept) {
  std::string bytes;
  ByteWriter writer(bytes);
  writer.varint(kept.seq);
  writer.byte(kept.acts ? 1 : 0);
  writer.zigzag(kept.run.time.ns());
  writer.zigzag(kept.run.end.ns());
  writer.text(kept.scenario);
  writer.varint(kept.seed);
  writer.bytes(kept.agents);
  return bytes;
}

std::optional<KeptSimulation> from_bytes(std::string_view bytes) {
  ByteReader reader(bytes);
  KeptSimulation kept;
  kept.seq = reader.varint();
  kept.acts = reader.byte() != 0;
  kept.run.time = Duration(reader.zigzag());
  kept.run.end = Timestamp(reader.zigzag());
  kept.scenario = reader.text(reader.remaining());
  kept.seed = reader.varint();
  kept.agents = reader.bytes(reader.remaining());
  if (!reader.ok()) return std::nullopt;
  return kept;
}

}  // namespace

SimulationStates::SimulationStates(std::filesystem::path file, Take take)
    : file_(std::move(file)), before_(with_ending(file_, ".before")), take_(std::move(take)) {}

void SimulationStates::capture(Venue::Session& session) {
  if (!file_.empty()) captured_ = take_(session);
}

void SimulationStates::keep() {
  write(captured_);
}

bool SimulationStates::write(const KeptSimulation& kept) {
  if (file_.empty() || kept.agents.empty()) return true;
  const std::lock_guard lock(mutex_);
  if (kept.number < written_) return true;
  Disk& disk = Disk::real();
  const std::filesystem::path fresh = with_ending(file_, ".tmp");
  bool done = disk.remove(fresh) && disk.overwrite(fresh, to_bytes(kept)) && disk.sync(fresh);
  if (done && disk.exists(file_)) done = disk.rename(file_, before_);
  done = done && disk.rename(fresh, file_);
  if (done) written_ = kept.number;
  return done;
}

std::vector<KeptSimulation> SimulationStates::read() const {
  std::vector<KeptSimulation> found;
  for (const std::filesystem::path& file : {file_, before_}) {
    std::string bytes;
    if (file.empty() || !Disk::real().read(file, bytes)) continue;
    if (auto kept = from_bytes(bytes)) found.push_back(*std::move(kept));
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const KeptSimulation& a, const KeptSimulation& b) { return a.seq > b.seq; });
  return found;
}

}  // namespace market
