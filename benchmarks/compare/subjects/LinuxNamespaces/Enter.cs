namespace LinuxNamespaces.Compare;

/// <summary>A delegate that does nothing in a namespace. It has a thread of its own, which no code of the program is on afterwards.</summary>
internal static class Enter
{
    internal static void Run()
    {
        using NetNamespace there = NetNamespace.Create();
        Clock.Measure(() => there.Invoke(() => { }));
    }
}
