// Tells a person, on standard error, what is being done: a line that is rewritten on a terminal; in
// a pipe or a file a line for each thing done, and now and then one for what takes long.
#pragma once

#include <chrono>
#include <functional>
#include <string>

namespace vmcheck::cli {

class Progress {
 public:
  Progress();
  ~Progress() { clear(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // Something new begins.
  void begin(const std::string& what);

  // It goes on. `text` is asked for only when it is shown: on a terminal a few times a second, else
  // after 10 seconds and from then on half as often each time.
  void update(const std::function<std::string()>& text);

  // It has ended, with this result.
  void end(const std::string& result);

  // Takes the line off the terminal, so that something else can be printed.
  void clear();

 private:
  using Clock = std::chrono::steady_clock;

  void show(const std::string& line);

  bool terminal_;
  std::string what_;
  std::size_t shown_ = 0;       // characters of the line that is on the terminal
  Clock::duration interval_{};  // between lines
  Clock::time_point next_;
};

}  // namespace vmcheck::cli
