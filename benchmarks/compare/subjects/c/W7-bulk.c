#include "veth.h"

enum { PAIRS = 100, GROUP = 7 };

static int there;

/* All pairs in one datagram; all are deleted by their group, so that the kernel waits once. */
static void work(void)
{
    int length = 0;

    for (int i = 0; i < PAIRS; i++) {
        char name[16];

        snprintf(name, sizeof name, "a%d", i);
        length += write_veth_pair(request + length, i == PAIRS - 1 ? NLM_F_ACK : 0, name, name, there, 0, 1000 + 2 * i, GROUP)->nlmsg_len;
    }
    transmit(request, length);
    wait_for_answer();
    talk(write_deletion(0, GROUP));
}

int main(void)
{
    int home = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);

    there = new_namespace();
    setns(home, CLONE_NEWNET);
    open_netlink();
    measure(work, PAIRS);
}
