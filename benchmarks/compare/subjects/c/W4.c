#include "route.h"

struct route {
    unsigned destination, gateway, source, table, metric;
    int link;
    unsigned char length, protocol, scope, type;
};

static int expected;

static unsigned number(const struct rtattr *attribute)
{
    unsigned value;

    memcpy(&value, RTA_DATA(attribute), sizeof value);
    return value;
}

static void read_route(struct nlmsghdr *message, struct route *route)
{
    struct rtmsg *info = NLMSG_DATA(message);
    int left = RTM_PAYLOAD(message);

    *route = (struct route){ .length = info->rtm_dst_len, .table = info->rtm_table, .protocol = info->rtm_protocol, .scope = info->rtm_scope, .type = info->rtm_type };
    for (struct rtattr *attribute = RTM_RTA(info); RTA_OK(attribute, left); attribute = RTA_NEXT(attribute, left)) {
        switch (attribute->rta_type & NLA_TYPE_MASK) {
        case RTA_DST: route->destination = ntohl(number(attribute)); break;
        case RTA_OIF: route->link = number(attribute); break;
        case RTA_GATEWAY: route->gateway = ntohl(number(attribute)); break;
        case RTA_PRIORITY: route->metric = number(attribute); break;
        case RTA_PREFSRC: route->source = ntohl(number(attribute)); break;
        case RTA_TABLE: route->table = number(attribute); break;
        }
    }
}

static void work(void)
{
    struct rtmsg info = { .rtm_family = AF_INET };
    struct nlmsghdr *header = begin_message(request, RTM_GETROUTE, NLM_F_DUMP, &info, sizeof info);
    int seen = 0;

    transmit(header, header->nlmsg_len);
    for (;;) {
        int left = recv(sock, reply, sizeof reply, 0);

        if (left < 0)
            err(1, "recv");
        for (struct nlmsghdr *message = (struct nlmsghdr *)reply; NLMSG_OK(message, left); message = NLMSG_NEXT(message, left)) {
            struct route route;

            if (message->nlmsg_type != RTM_NEWROUTE) {
                if (seen < expected)
                    errx(1, "%d routes", seen);
                return;
            }
            read_route(message, &route);
            seen++;
            __asm__ volatile("" : : "r"(&route) : "memory");
        }
    }
}

int main(int argc, char **argv)
{
    expected = size_of(argc, argv, 100000);
    open_netlink();
    measure(work, 1);
}
