namespace LinuxNamespaces.Samples.NsTools.Netns;

/// <summary>Commands that are read from a file, one after the other; -batch of ip(8).</summary>
internal static class NetnsBatch
{
    private const string StandardInput = "-";
    private const string Object = "netns";

    // What begins with less is another object of ip(8).
    private const int LeastLength = 3;

    /// <summary>Does them, up to the first that fails.</summary>
    /// <param name="path">The file; "-" for the standard input.</param>
    /// <param name="isForced">Whether to go on after a command that fails.</param>
    /// <param name="act">Does what a verb and its words say, and tells what goes wrong.</param>
    internal static int Run(string path, bool isForced, Func<string[], int> act)
    {
        using StreamReader text = Open(path);
        BatchReader reader = new(text);
        int result = 0;
        while ((isForced || result == 0) && reader.Read() is { } words)
        {
            int exitCode = words.Length == 0 ? 0 : Act(words, act);
            Output.Text.Flush();
            if (exitCode == NetnsTool.WrongUsage)
            {
                return exitCode;
            }

            if (exitCode != 0)
            {
                Output.WriteError($"Command failed {path}:{reader.Line}\n");
                result = 1;
            }
        }

        return result;
    }

    private static int Act(string[] words, Func<string[], int> act)
    {
        if (words[0].Length >= LeastLength && Object.StartsWith(words[0], StringComparison.Ordinal))
        {
            return act(words[1..]);
        }

        Output.WriteError($"Object \"{words[0]}\" is unknown, try \"ip help\".\n");
        return 1;
    }

    private static StreamReader Open(string path)
    {
        try
        {
            return path == StandardInput ? new StreamReader(Console.OpenStandardInput()) : new StreamReader(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Errno error = Directory.Exists(path) ? Errno.EISDIR : e is UnauthorizedAccessException ? Errno.EACCES : Errno.ENOENT;
            throw new ToolException($"Cannot open file \"{path}\" for reading: {error.Description}");
        }
    }
}
