using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Samples.NsTools;

/// <summary>What a tool prints.</summary>
internal static class Output
{
    // Kept open: a number that is free is soon that of another file, which no message is meant for.
    private static readonly List<SafeFileHandle> s_instead = [];
    private static StandardStream? s_output;
    private static StandardStream? s_errors;

    /// <summary>The standard output.</summary>
    internal static TextWriter Text => s_output!.Writer;

    /// <summary>The standard output, for what is no text.</summary>
    internal static Stream Bytes => s_output!.Stream;

    /// <summary>Gets the width of the terminal on standard output, 0 if it is not set; null if standard output is not a terminal.</summary>
    internal static int? TerminalWidth => s_output!.TerminalSize?.Columns;

    /// <summary>Whether something that was to be told could not be.</summary>
    internal static bool HasLostErrors { get; private set; }

    /// <summary>Looks at the standard streams, before anything else is opened.</summary>
    internal static void Open()
    {
        s_output = new StandardStream(1, Console.OpenStandardOutput);
        s_errors = new StandardStream(2, Console.OpenStandardError);
        if (s_output.IsClosed || s_errors.IsClosed)
        {
            // Closed again for programs that are executed.
            while (Path.Exists("/dev/null") && (s_instead.Count == 0 || s_instead[^1].DangerousGetHandle() < 2))
            {
                s_instead.Add(File.OpenHandle("/dev/null", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite));
            }
        }
    }

    /// <summary>Tells what is wrong.</summary>
    internal static void WriteError(string text) => WriteError(writer => writer.Write(text));

    /// <summary>Tells what is wrong. Whether anybody hears it changes nothing about it.</summary>
    internal static void WriteError(Action<TextWriter> write)
    {
        try
        {
            write(s_errors!.Writer);
            HasLostErrors |= s_errors.IsClosed;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            HasLostErrors = true;
        }
    }

    /// <summary>Writes the whole answer of a tool, and tells when it cannot be written.</summary>
    internal static void Write(Action<TextWriter> write)
    {
        try
        {
            write(Text);
            Text.Flush();
        }
        catch (IOException e)
        {
            throw new ToolException($"write error: {e.Message}");
        }
    }
}
