using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Network;

/// <summary>The realms of a route, a path or a rule: the source in the upper half of the number, the destination in the lower.</summary>
internal static class RouteRealm
{
    internal static int? Require(int? value, string parameter)
    {
        if (value is { } realm)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(realm, 1, parameter);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(realm, ushort.MaxValue, parameter);
        }

        return value;
    }

    internal static uint Join(int? source, int? destination) => ((uint)(source ?? 0) << 16) | (uint)(destination ?? 0);

    internal static int? Source(uint realms) => (int)(realms >> 16) is var realm and not 0 ? realm : null;

    internal static int? Destination(uint realms) => (int)(realms & ushort.MaxValue) is var realm and not 0 ? realm : null;

    internal static void Write(ref NetlinkMessageWriter request, int? source, int? destination)
    {
        if (Join(source, destination) is var realms and not 0)
        {
            request.WriteUInt32(Linux.RTA_FLOW, realms);
        }
    }
}
