using LinuxNamespaces.Network;

namespace LinuxNamespaces.Compare;

internal static class CreatePair
{
    internal static void Run()
    {
        using NetNamespace here = NetNamespace.OpenCurrent();
        using NetNamespace there = NetNamespace.Create();
        LinkOptions oneQueue = new() { TransmitQueueCount = 1, ReceiveQueueCount = 1 };
        VethPairOptions options = new() { First = oneQueue, Second = oneQueue };
        Clock.Measure(() => VethPair.Create(here, "a0", there, "a0", options).Delete());
    }
}
