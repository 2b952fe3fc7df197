// What the feed answers to the messages of a WebSocket client, as JSON text.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/names.hpp"
#include "wire/message_head.hpp"
#include "wire/problem.hpp"

namespace market {

struct SubscribedChannel {
  std::string_view channel;
  bool all = false;             // every company, those registered later as well
  std::vector<Symbol> symbols;  // else these
};

// {"seq","n","type":"subscription","time","channels":[{"channel","symbols"}…]}; symbols null: all.
void append_subscription_message(std::string& out, const MessageHead& head,
                                 std::span<const SubscribedChannel> channels);
// {"seq","n","type":"authenticated","time","role","trader"}; trader null for an admin.
void append_authenticated_message(std::string& out, const MessageHead& head, std::string_view role,
                                  std::string_view trader);
// {"seq","n","type":"error","time","code","detail","errors":[{"field","reason"}…]}
void append_error_message(std::string& out, const MessageHead& head, const Problem& problem);

}  // namespace market
