#include "tools/kernel_peer/player.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstring>

#include "tools/kernel_peer/failure.h"

namespace vmcheck::kernel_peer {
namespace {

constexpr auto kPatience = std::chrono::seconds(20);

// As long as the kernel may take for what it does later, with nothing new, in milliseconds.
constexpr int kQuiet = 100;

// Of a name like "machine.listener", or an address like "machine:6000", what is before that.
std::string owner_of(const std::string& who) {
  return who.substr(0, who.find_first_of(".:"));
}

// The kernel may still have queue pairs of a machine that is gone: no two have the same context.
std::uint32_t next_context() {
  static std::uint32_t next = 40;
  return next++;
}

std::string name_of(int result) {
  const char* const name = result < 0 ? strerrorname_np(-result) : nullptr;
  return name == nullptr ? std::to_string(result) : fmt::format("{} ({})", result, name);
}

}  // namespace

// Programs and machines are there before the host's sockets, which tell them what they do.
Player::Player(const Scenario& scenario) : scenario_(scenario) {
  for (const Step& step : scenario.steps) {
    make_computer(step.who);
    for (const std::string& word : step.words) {
      if (word.find(':') != std::string::npos) make_computer(word);
    }
  }
}

void Player::make_computer(const std::string& who) {
  const std::string owner = owner_of(who);
  if (owner.starts_with("machine") && !machines_.contains(owner)) {
    machines_[owner] = std::make_unique<Machine>(next_context());
    traces_.push_back(&machines_[owner]->recorder().trace());
  }
  if (owner.starts_with("program") && !programs_.contains(owner)) {
    programs_[owner] = std::make_unique<Program>(next_context());
    traces_.push_back(&programs_[owner]->trace());
  }
}

void Player::play() {
  for (const Step& step : scenario_.steps) {
    const auto found = verbs().find(step.verb);
    if (found == verbs().end()) {
      reject(scenario_, step, fmt::format("no such verb: {}", step.verb));
    }
    require(step, (this->*found->second)(step));
  }
  const auto is_machines = [](const auto& named) { return named.first.starts_with("machine"); };
  const bool open = std::any_of(sockets_.begin(), sockets_.end(), is_machines);
  sockets_.clear();
  serve(kQuiet);
  for (const auto& [name, machine] : machines_) {
    if (!open && !machine->is_gone()) machine->demand_empty();
  }
}

void Player::require(const Step& step, int result) const {
  const bool is_good = step.expected.empty()
                           ? result >= 0
                           : name_of(result) == step.expected ||
                                 std::to_string(result) == step.expected ||
                                 (result < 0 && strerrorname_np(-result) == step.expected);
  if (is_good) return;
  throw Failure(fmt::format("line {}, {}: {}, expected {}", step.line, step.text(), name_of(result),
                            step.expected.empty() ? "no error" : step.expected));
}

std::map<std::string, const Trace*> Player::traces() {
  std::map<std::string, const Trace*> all;
  for (const auto& [name, machine] : machines_) all[name] = &machine->recorder().trace();
  for (const auto& [name, program] : programs_) all[name] = &program->trace();
  return all;
}

void Player::serve(int milliseconds) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(milliseconds);
  do {
    for (const auto& [name, machine] : machines_) machine->serve(milliseconds > 0 ? 1 : 0);
    for (const auto& [name, program] : programs_) {
      while (program->serve()) {
      }
    }
  } while (std::chrono::steady_clock::now() < end);
}

void Player::await(const std::string& what, const std::function<bool()>& is_so) {
  const auto end = std::chrono::steady_clock::now() + kPatience;
  while (!is_so()) {
    demand(std::chrono::steady_clock::now() < end, what + " in time");
    serve(1);
  }
}

bool Player::is_kernels(const std::string& who) const {
  return owner_of(who).starts_with("host");
}

Socket& Player::socket_named(const Step& step, const std::string& name) {
  const auto found = sockets_.find(name);
  if (found == sockets_.end()) reject(scenario_, step, "there is no socket " + name);
  return *found->second;
}

// Sockets are made when they are used first.
Socket& Player::socket(const Step& step) {
  if (!sockets_.contains(step.who)) make_socket(step.who);
  return socket_named(step, step.who);
}

void Player::make_socket(const std::string& who) {
  const auto found = machines_.find(owner_of(who));
  if (is_kernels(who)) {
    sockets_[who] = std::make_unique<KernelSocket>(traces_);
  } else if (found != machines_.end()) {
    sockets_[who] = found->second->open();
  }
}

KernelSocket& Player::kernel_socket(const Step& step) {
  if (!is_kernels(step.who)) reject(scenario_, step, "expected a socket of the host's");
  return static_cast<KernelSocket&>(socket(step));
}

Machine& Player::machine(const Step& step) {
  const auto found = machines_.find(step.who);
  if (found == machines_.end()) reject(scenario_, step, "expected a machine");
  return *found->second;
}

Program& Player::program(const Step& step) {
  const auto found = programs_.find(step.who);
  if (found == programs_.end()) reject(scenario_, step, "expected a program");
  return *found->second;
}

std::uint32_t Player::context(const Step& step, const std::string& name) const {
  if (is_kernels(name)) return kHost;
  if (const auto found = machines_.find(name); found != machines_.end()) {
    return found->second->context();
  }
  if (const auto found = programs_.find(name); found != programs_.end()) {
    return found->second->context();
  }
  return static_cast<std::uint32_t>(number_of(scenario_, step, name));
}

std::uint64_t Player::number(const Step& step, std::size_t word) const {
  if (word >= step.words.size()) reject(scenario_, step, "expected a number, got nothing");
  return number_of(scenario_, step, step.words[word]);
}

std::pair<std::uint32_t, std::uint32_t> Player::address(const Step& step, std::size_t word) const {
  const std::string text = word < step.words.size() ? step.words[word] : "";
  const std::size_t colon = text.find(':');
  if (colon == std::string::npos) reject(scenario_, step, "expected an address, like host:5000");
  return {context(step, text.substr(0, colon)),
          static_cast<std::uint32_t>(number_of(scenario_, step, text.substr(colon + 1)))};
}

}  // namespace vmcheck::kernel_peer
