#include "daemon/rest/page.hpp"

#include "core/whole.hpp"

namespace market {
namespace {

constexpr std::int64_t kMaxLimit = 1'000;
constexpr std::string_view kOrders[] = {"asc", "desc"};

std::optional<Page::Order> parse_page_order(std::string_view text) {
  if (text == kOrders[0]) return Page::Order::oldest_first;
  if (text == kOrders[1]) return Page::Order::newest_first;
  return std::nullopt;
}

char order_letter(Page::Order order) {
  return order == Page::Order::oldest_first ? 'a' : 'd';
}

void read_cursor(QueryReader& query, Page& page) {
  const auto cursor = query.text("cursor");
  if (!cursor) return;
  const bool marked = cursor->size() > 1 && (cursor->front() == 'a' || cursor->front() == 'd');
  const auto number = marked ? parse_whole(cursor->substr(1)) : std::nullopt;
  if (!number) {
    query.fail("cursor", "is not a cursor: pass on the \"next\" of the page before");
  } else if (cursor->front() != order_letter(page.order)) {
    query.fail("cursor", "belongs to the other order: keep \"order\" the same from page to page");
  } else {
    page.after = *number;
  }
}

}  // namespace

Page read_page(QueryReader& query) {
  Page page;
  page.limit = static_cast<std::size_t>(query.integer("limit", 1, kMaxLimit).value_or(100));
  page.order = query.word("order", parse_page_order, Words{kOrders}).value_or(Page::Order::oldest_first);
  read_cursor(query, page);
  return page;
}

std::string cursor_text(const Page& page, std::uint64_t last) {
  return order_letter(page.order) + std::to_string(last);
}

}  // namespace market
