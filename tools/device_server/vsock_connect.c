// Connects to a port of the host's by vsock, on which nobody listens, and says what came of it. It
// runs in a guest only.
#include <errno.h>
#include <linux/vm_sockets.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

int main(void) {
  struct sockaddr_vm host = {.svm_family = AF_VSOCK, .svm_cid = VMADDR_CID_HOST, .svm_port = 1234};
  int number = socket(AF_VSOCK, SOCK_STREAM, 0);

  if (number < 0 || connect(number, (struct sockaddr *)&host, sizeof(host)) != 0) {
    printf("vsock: %s\n", strerror(errno));
    return 0;
  }
  printf("vsock: connected\n");
  return 1;
}
