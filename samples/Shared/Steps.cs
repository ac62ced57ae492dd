namespace LinuxNamespaces.Samples;

/// <summary>Prints each step beside the command that it replaces, then does it.</summary>
internal sealed class Steps(CancellationToken stop)
{
    public static void Title(string text)
    {
        Console.WriteLine();
        Console.WriteLine(text);
    }

    public T Do<T>(string what, string command, Func<T> step)
    {
        // Ctrl-C takes effect between two steps, never within one.
        stop.ThrowIfCancellationRequested();
        Console.WriteLine($"  {what,-44}  {command}");
        return step();
    }

    public void Do(string what, string command, Action step) => Do(what, command, () =>
    {
        step();
        return true;
    });
}
