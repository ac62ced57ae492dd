using LinuxNamespaces.Network;

namespace LinuxNamespaces.Compare;

/// <summary>All pairs in one batch, and deleted by their group, so that the kernel waits once.</summary>
internal static class CreatePairs
{
    private const int Pairs = 100;
    private const int Group = 7;

    internal static void Run()
    {
        using NetNamespace here = NetNamespace.OpenCurrent();
        using NetNamespace there = NetNamespace.Create();
        NetworkBatch batch = here.CreateBatch();
        Clock.Measure(
            () =>
            {
                batch.Clear();
                for (int i = 0; i < Pairs; i++)
                {
                    batch.Links.Add($"a{i}", new VethOptions($"a{i}", there)
                    {
                        Group = Group,
                        TransmitQueueCount = 1,
                        ReceiveQueueCount = 1,
                        Peer = new LinkOptions { TransmitQueueCount = 1, ReceiveQueueCount = 1 },
                    });
                }

                batch.Execute().ThrowIfFailed();
                here.Links.DeleteGroup(Group);
            },
            Pairs);
    }
}
