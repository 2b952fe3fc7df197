#include "daemon/feed/opened_books.hpp"

#include <memory>

namespace market {
namespace {

using Update = std::shared_ptr<const BookUpdate>;

}  // namespace

void OpenedBooks::open(Seq seq, const std::vector<CompanyId>& companies) {
  if (companies.empty()) return;
  for (const CompanyId company : companies) remove(company);
  Opening& opening = openings_.emplace_back(Opening{seq, {}});
  for (const CompanyId company : companies) opening.companies.add(company);
}

std::optional<Seq> OpenedBooks::opening_before(const FeedEvent& event) const {
  const auto* update = std::get_if<Update>(&event.what);
  if (update == nullptr || !(*update)->prev_seq) return std::nullopt;
  for (const Opening& opening : openings_)
    if (opening.companies.has(event.company) && *(*update)->prev_seq < opening.seq) return opening.seq;
  return std::nullopt;
}

void OpenedBooks::sent(const FeedEvent& event) {
  if (std::holds_alternative<Update>(event.what)) remove(event.company);
}

void OpenedBooks::remove(CompanyId company) {
  for (Opening& opening : openings_) opening.companies.remove(company);
  std::erase_if(openings_, [](const Opening& opening) { return opening.companies.empty(); });
}

decltype(FeedEvent::what) following(const FeedEvent& change, Seq seq) {
  BookUpdate update = *std::get<Update>(change.what);
  update.prev_seq = seq;
  return std::make_shared<const BookUpdate>(std::move(update));
}

}  // namespace market
