#include "tools/cli/progress.h"

#include <fmt/core.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace vmcheck::cli {
namespace {

constexpr std::chrono::milliseconds kOnTerminal{100};

// In a pipe a line stays: the second comes after twice the time of the first, and so on.
constexpr std::chrono::seconds kFirstInPipe{10};

// A terminal that can rewrite a line.
bool is_terminal() {
  const char* term = std::getenv("TERM");
  return isatty(STDERR_FILENO) != 0 && term != nullptr && std::string_view(term) != "dumb";
}

std::size_t terminal_width() {
  winsize size{};
  const bool known = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return known ? size.ws_col : 80;
}

}  // namespace

Progress::Progress() : terminal_(is_terminal()), next_(Clock::now()) {}

void Progress::begin(const std::string& what) {
  what_ = what;
  if (terminal_) show(what_);
  interval_ = terminal_ ? Clock::duration(kOnTerminal) : kFirstInPipe;
  next_ = Clock::now() + interval_;
}

void Progress::update(const std::function<std::string()>& text) {
  if (Clock::now() < next_) return;
  if (terminal_) {
    show(fmt::format("{}  {}", what_, text()));
  } else {
    fmt::print(stderr, "{}: {}\n", what_, text());
    interval_ *= 2;
  }
  next_ = Clock::now() + interval_;
}

void Progress::end(const std::string& result) {
  clear();
  if (!terminal_) fmt::print(stderr, "{}: {}\n", what_, result);
}

void Progress::clear() {
  if (shown_ == 0) return;
  fmt::print(stderr, "\r{:{}}\r", "", shown_);
  std::fflush(stderr);
  shown_ = 0;
}

void Progress::show(const std::string& line) {
  const std::string fitting = line.substr(0, terminal_width() - 1);
  const std::size_t rest = shown_ > fitting.size() ? shown_ - fitting.size() : 0;
  fmt::print(stderr, "\r{}{:{}}", fitting, "", rest);
  std::fflush(stderr);
  shown_ = fitting.size() + rest;
}

}  // namespace vmcheck::cli
