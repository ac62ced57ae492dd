#include "veth.h"

static int there;

static void work(void)
{
    talk(write_veth_pair(request, NLM_F_ACK, "a0", "a0", there, 0, 1000, 0));
    talk(write_deletion(1000, 0));
}

int main(void)
{
    int home = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);

    there = new_namespace();
    setns(home, CLONE_NEWNET);
    open_netlink();
    measure(work, 1);
}
