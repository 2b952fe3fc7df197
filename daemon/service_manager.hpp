// What marketd tells the service manager that started it. Does nothing when $NOTIFY_SOCKET is not set.
// Source: systemd's sd_notify(3), which describes the protocol.
#pragma once
#include <chrono>
#include <optional>
#include <string_view>

namespace market {

// `state` as in sd_notify(3): "READY=1", "STOPPING=1", "WATCHDOG=1", …
void notify_service_manager(std::string_view state);
// RELOADING=1 with the time it asks for; READY=1 follows when the reload is done.
void notify_reloading();

// How often WATCHDOG=1 is wanted: half of $WATCHDOG_USEC.
std::optional<std::chrono::microseconds> watchdog_interval();

}  // namespace market
