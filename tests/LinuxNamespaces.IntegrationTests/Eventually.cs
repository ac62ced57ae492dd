using System.Diagnostics;
using FluentAssertions;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.IntegrationTests;

/// <summary>States that the kernel or another program reaches by itself, after the call that leads to them has returned.</summary>
internal static class Eventually
{
    // Machines that are emulated are about thirty times slower than others.
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);

    /// <summary>Reads a state until it is the expected one. Returns the last that was read, which is another one if it did not come in time.</summary>
    internal static T Read<T>(Func<T> read, Func<T, bool> isExpected)
    {
        long start = Stopwatch.GetTimestamp();
        T state = read();
        while (!isExpected(state) && Stopwatch.GetElapsedTime(start) < s_limit)
        {
            state = read();
        }

        return state;
    }

    /// <summary>Waits for the link-local addresses of links that have a carrier. The last that the kernel adds for one is the route to the address itself.</summary>
    internal static void HaveLinkLocalAddress(params Link[] links) =>
        Read(() => Array.TrueForAll(links, HasLinkLocalAddress), all => all).Should().BeTrue("the kernel gives each link that is up a link-local address");

    private static bool HasLinkLocalAddress(Link link) => link.GetAddresses().Any(address => address.Address.IsIPv6LinkLocal && link.Namespace.Routes.Any(route =>
        route.Type == RouteType.Local && route.LinkIndex == link.Index && route.Destination.BaseAddress.GetAddressBytes().AsSpan().SequenceEqual(address.Address.GetAddressBytes())));
}
