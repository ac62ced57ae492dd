using LinuxNamespaces.Network;

namespace LinuxNamespaces.Compare;

internal static class BuildMessage
{
    internal static void Run()
    {
        byte[] buffer = new byte[1024];
        VethOptions options = new("br-veth0");
        Clock.Measure(
            () =>
            {
                for (int i = 0; i < 1000; i++)
                {
                    LinkRequests.Create(buffer, "veth0", options, dataNamespace: 7).Finish();
                }
            },
            1000);
    }
}
