// MarketExport: what happens in a market as files for other tools: trades.csv, quotes.csv (each change of the
// best prices), bars.csv (of a minute), orders.csv (what happened to orders), and for each company a pair of
// LOBSTER files a day.
//
// Times are RFC 3339, prices decimals, traders and companies named as in the REST interface.
//
// Thread rule: under the venue's lock.
#pragma once
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "daemon/export/lobster_recorder.hpp"
#include "daemon/export/text_file.hpp"
#include "engine/exchange.hpp"
#include "venue/bars.hpp"
#include "venue/feed_accounts.hpp"

namespace market {

class MarketExport {
 public:
  // Makes the folder, which must be empty if it is there. Throws StartError.
  explicit MarketExport(const std::filesystem::path& folder);

  // A command was applied.
  void record(const Exchange& exchange);
  // Writes what is left. What went wrong first, or empty: after a failure the files are not whole.
  std::string finish();

 private:
  struct Watched {
    Watched(const std::filesystem::path& folder, const Exchange& exchange, CompanyId company)
        : symbol(exchange.company(company).symbol.str()), lobster(folder, exchange, company) {}
    std::string symbol;
    TopOfBook top;
    BarSeries bars;
    LobsterRecorder lobster;
  };

  void watch_new_companies(const Exchange& exchange);
  void write(const Trade& trade, const Exchange& exchange);
  void write(const OrderUpdate& update);
  void write_quote(CompanyId company, const Exchange& exchange);
  void write_finished_bars(Watched& watched, std::size_t kept);
  void look_at_books(const Exchange& exchange);

  std::filesystem::path folder_;
  TextFile trades_, quotes_, bars_, orders_;
  std::vector<std::unique_ptr<Watched>> companies_;
  FeedAccounts accounts_;
};

}  // namespace market
