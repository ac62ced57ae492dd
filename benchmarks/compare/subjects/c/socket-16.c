#include "compare.h"

enum { SOCKETS = 16 };

static int home, there;

static void work(void)
{
    int opened[SOCKETS];

    if (setns(there, CLONE_NEWNET) < 0)
        err(1, "setns");
    for (int i = 0; i < SOCKETS; i++)
        if ((opened[i] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) < 0)
            err(1, "socket");
    if (setns(home, CLONE_NEWNET) < 0)
        err(1, "setns");
    for (int i = 0; i < SOCKETS; i++)
        close(opened[i]);
}

int main(void)
{
    home = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
    there = new_namespace();
    setns(home, CLONE_NEWNET);
    measure(work, SOCKETS);
}
