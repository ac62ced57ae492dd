using LinuxNamespaces.Network;

namespace LinuxNamespaces.Compare;

internal static class CreatePairs
{
    private const int Pairs = 100;
    private const int Group = 7;

    internal static void Run()
    {
        using NetNamespace here = NetNamespace.OpenCurrent();
        using NetNamespace there = NetNamespace.Create();
        VethPairOptions options = new()
        {
            First = new LinkOptions { Group = Group, TransmitQueueCount = 1, ReceiveQueueCount = 1 },
            Second = new LinkOptions { TransmitQueueCount = 1, ReceiveQueueCount = 1 },
        };
        Clock.Measure(
            () =>
            {
                for (int i = 0; i < Pairs; i++)
                {
                    VethPair.Create(here, $"a{i}", there, $"a{i}", options);
                }

                here.Links.DeleteGroup(Group);
            },
            Pairs);
    }
}
