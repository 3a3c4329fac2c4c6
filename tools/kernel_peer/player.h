// Plays a scenario: against the kernel, with machines and programs that it makes.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tools/kernel_peer/kernel_socket.h"
#include "tools/kernel_peer/machine.h"
#include "tools/kernel_peer/program.h"
#include "tools/kernel_peer/steps.h"

namespace vmcheck::kernel_peer {

class Player {
 public:
  // Makes the machines and programs that its steps name. Throws Failure.
  explicit Player(const Scenario& scenario);

  // Throws Failure: something is not as it must be; and BadScenario.
  void play();

  // What was recorded, by the names of machines and programs.
  std::map<std::string, const Trace*> traces();

 private:
  using Verb = int (Player::*)(const Step&);

  static const std::map<std::string, Verb>& verbs();

  // Verbs of sockets.
  int option(const Step& step);
  int listen(const Step& step);
  int accept(const Step& step);
  int connecting(const Step& step);
  int connected(const Step& step);
  int connect(const Step& step);
  int send(const Step& step);
  int receive(const Step& step);
  int exchange(const Step& step);
  int shut_down(const Step& step);
  int close(const Step& step);
  // Of the kernel's sockets.
  int hold(const Step& step);
  int release(const Step& step);
  // Of machines.
  int protocols(const Step& step);
  int quiesce(const Step& step);
  int resume(const Step& step);
  int crash(const Step& step);
  // Of programs.
  int packet(const Step& step);
  int answer(const Step& step);
  int expect(const Step& step);
  int create(const Step& step);
  int attach(const Step& step);
  // Of nobody.
  int wait(const Step& step);

  bool is_kernels(const std::string& who) const;
  Socket& socket(const Step& step);
  Socket& socket_named(const Step& step, const std::string& name);
  KernelSocket& kernel_socket(const Step& step);
  Machine& machine(const Step& step);
  Program& program(const Step& step);
  void make_computer(const std::string& who);
  void make_socket(const std::string& who);
  void fill_in(const Step& step, std::size_t word, replay::WirePacket& packet);
  std::uint32_t context(const Step& step, const std::string& name) const;
  std::uint64_t number(const Step& step, std::size_t word) const;
  std::pair<std::uint32_t, std::uint32_t> address(const Step& step, std::size_t word) const;
  void serve(int milliseconds);
  void await(const std::string& what, const std::function<bool()>& is_so);
  void require(const Step& step, int result) const;

  const Scenario& scenario_;
  std::vector<Trace*> traces_;
  std::map<std::string, std::unique_ptr<Machine>> machines_;
  std::map<std::string, std::unique_ptr<Program>> programs_;
  std::map<std::string, replay::WirePacket> taken_;  // by programs, the last one
  std::map<std::string, std::unique_ptr<Socket>> sockets_;
};

}  // namespace vmcheck::kernel_peer
