#include "daemon/rest/handlers.hpp"
#include "daemon/rest/later_answer.hpp"
#include "daemon/rest/page.hpp"
#include "daemon/rest/problems.hpp"
#include "daemon/rest/query_reader.hpp"
#include "wire/json_writer.hpp"
#include "wire/trader_requests.hpp"

namespace market {
namespace {

void append_snapshot(JsonWriter& json, const SnapshotFile& file) {
  json.begin_object()
      .field("id", file.id)
      .field("seq", file.seq)
      .field("path", file.path.string())
      .field("bytes", file.bytes)
      .field("created_at", file.created_at)
      .end_object();
}

Answer answer_of(const tl::expected<SnapshotFile, std::string>& file) {
  if (!file)
    return tl::unexpected(problem_of(503, "snapshot_failed",
                                     "the snapshot could not be written: " + file.error() +
                                         "; see that the data folder has room and can be written, then send "
                                         "this again - trading goes on"));
  std::string body;
  JsonWriter json(body);
  append_snapshot(json, *file);
  ApiResponse response = json_answer(201, std::move(body));
  response.seq = file->seq;
  return response;
}

}  // namespace

Answer create_snapshot(Call& call) {
  const auto body = read_optional_body(call);
  if (!body) return tl::unexpected(body.error());
  if (auto nothing = read_nothing(*body); !nothing) return tl::unexpected(std::move(nothing.error()));
  auto later = make_later(call);
  call.venue.copy_snapshot([later](const auto& file) { later->finish(answer_of(file)); });
  return wait_for(std::move(later));
}

Answer list_snapshots(Call& call) {
  QueryReader query(call);
  const Page page = read_page(query);
  if (auto problem = query.problem()) return tl::unexpected(std::move(*problem));
  const std::vector<SnapshotFile> files = call.venue.snapshot_files();
  std::vector<SnapshotFile> found;
  const auto next = walk_page(
      page, files.size(), [&](std::size_t i) { return files[i].seq; }, [](std::size_t) { return true; },
      [&](std::size_t i) { found.push_back(files[i]); });
  return json_answer(200, list_body(found, next, call.seq, append_snapshot));
}

}  // namespace market
