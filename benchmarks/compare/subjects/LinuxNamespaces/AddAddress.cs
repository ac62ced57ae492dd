using System.Net;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.Compare;

internal static class AddAddress
{
    internal static void Run()
    {
        using NetNamespace here = NetNamespace.OpenCurrent();
        Link link = here.Links.Get(100);
        InterfaceAddress address = new(IPAddress.Parse("10.0.0.1"), 24);
        Clock.Measure(() => link.AddAddress(address).DeleteAddress(address));
    }
}
