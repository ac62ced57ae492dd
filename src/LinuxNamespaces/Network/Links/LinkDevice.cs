using System.Net.NetworkInformation;

namespace LinuxNamespaces.Network;

/// <summary>What the kernel reports of the hardware behind a link. Most links have none.</summary>
internal sealed class LinkDevice
{
    internal PhysicalAddress? PermanentAddress { get; set; }

    internal string? ParentName { get; set; }

    internal string? ParentBus { get; set; }

    internal string? PhysicalPortId { get; set; }

    internal string? PhysicalPortName { get; set; }

    internal string? PhysicalSwitchId { get; set; }
}
