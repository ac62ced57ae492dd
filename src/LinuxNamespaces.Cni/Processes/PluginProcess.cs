using LinuxNamespaces.Processes;

namespace LinuxNamespaces.Cni;

/// <summary>Runs plugins as programs.</summary>
internal static class PluginProcess
{
    private const int MaxErrorText = 2000;

    /// <summary>Finds the program of a plugin.</summary>
    /// <exception cref="CniException">The type is not a file name, or no directory has such a program.</exception>
    internal static string Find(string type, IReadOnlyList<string> directories)
    {
        if (!CniNames.IsPluginType(type))
        {
            throw new CniException(CniErrorCode.InvalidConfiguration, $"The plugin type is not a file name: {JsonText.Quote(type)}.");
        }

        return directories.Select(directory => System.IO.Path.Combine(directory, type)).FirstOrDefault(File.Exists)
            ?? throw new CniException(CniErrorCode.InvalidEnvironment, $"The plugin '{type}' is not in {(directories.Count == 0 ? "CNI_PATH, which is empty" : string.Join(" or ", directories))}.");
    }

    /// <summary>Runs a plugin to its end.</summary>
    /// <returns>What it wrote to standard output.</returns>
    /// <exception cref="CniException">The plugin failed or did not end in time.</exception>
    /// <exception cref="LinuxException">The program cannot be started.</exception>
    internal static async Task<ReadOnlyMemory<byte>> RunAsync(PluginProcessStart start, CancellationToken cancellationToken)
    {
        NamespaceProcessStartInfo info = new(start.Path);
        foreach ((string name, string? value) in start.Variables)
        {
            info.Environment[name] = value;
        }

        if (start.HostNamespace is { } host)
        {
            info.JoinNamespaces.Add(host);
        }

        ProcessRunOptions options = new() { StandardInput = start.Configuration, Timeout = start.Timeout, MaxOutputBytes = JsonText.MaxBytes };
        ProcessResult result = await NamespaceProcess.RunAsync(info, options, cancellationToken).ConfigureAwait(false);
        if (result.TimedOut)
        {
            throw new CniException(CniErrorCode.TryAgainLater, $"The plugin '{start.Type}' did not end within {start.Timeout.TotalSeconds:0.###} s and was killed.");
        }

        if (!result.Succeeded)
        {
            string errors = result.StandardError.Text.Trim();
            throw ErrorReport.Read(start.Type, result.StandardOutput.Bytes)
                ?? new CniException(CniErrorCode.Internal, $"The plugin '{start.Type}' failed: {result.Status}.", errors.Length > MaxErrorText ? errors[..MaxErrorText] : errors);
        }

        return result.StandardOutput.Bytes;
    }

    internal static CniResult ReadResult(string type, ReadOnlyMemory<byte> output)
    {
        try
        {
            return CniResult.Parse(output);
        }
        catch (CniException e)
        {
            throw new CniException(e.Code, $"The result of the plugin '{type}' is invalid: {e.Message}", innerException: e);
        }
    }
}
