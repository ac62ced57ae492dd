using LinuxNamespaces.Network;

namespace LinuxNamespaces.Lab;

/// <summary>What carries the frames of links.</summary>
internal static class LinkBackEnds
{
    internal static ILinkBackEnd CreateKernel(LabLink link, Link forward, Link backward) => throw new NotSupportedException($"{link} {forward} {backward}");

    internal static ILinkBackEnd CreateManaged(LabLink link, NetNamespace fabric, Link first, Link second) => throw new NotSupportedException($"{link} {fabric} {first} {second}");
}
