#include "link.h"

int main(void)
{
    static struct link link;

    open_netlink();
    read_link(ask_for_link(0, "veth0"), &link);
    return link.index != 100;
}
