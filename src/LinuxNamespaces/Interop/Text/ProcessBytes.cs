using System.Collections;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Interop;

/// <summary>The arguments and variables of this process as bytes, since .NET replaces bytes that are not UTF-8.</summary>
internal static class ProcessBytes
{
    private const string CommandLine = "/proc/self/cmdline";
    private const string InitialEnvironment = "/proc/self/environ";

    // As in .NET, the initial environment is read once, and later changes are those made through .NET.
    private static readonly Lazy<List<(string Lossy, string Name, string LossyValue, string Value)>> s_damaged = new(() => FindDamaged(TryRead(InitialEnvironment)));

    /// <summary>The arguments.</summary>
    internal static IReadOnlyList<string> Arguments()
    {
        string[] managed = Environment.GetCommandLineArgs()[1..];
        if (!Array.Exists(managed, IsDamaged))
        {
            return managed;
        }

        List<string> words = Split(TryRead(CommandLine));
        // The program comes first, and with the dotnet command also its own arguments.
        int skipped = words.Count - managed.Length;
        return skipped > 0 && Enumerable.Range(0, managed.Length).All(i => Lossy(words[skipped + i]) == managed[i]) ? words[skipped..] : managed;
    }

    /// <summary>The environment variables.</summary>
    internal static Dictionary<string, string> Variables()
    {
        Dictionary<string, string> variables = new(StringComparer.Ordinal);
        bool damaged = false;
        IDictionaryEnumerator managed = Environment.GetEnvironmentVariables().GetEnumerator();
        while (managed.MoveNext())
        {
            (string name, string value) = ((string)managed.Key, (string)managed.Value!);
            variables[name] = value;
            damaged |= IsDamaged(name) || IsDamaged(value);
        }

        return damaged ? Restore(variables) : variables;
    }

    private static Dictionary<string, string> Restore(Dictionary<string, string> variables)
    {
        foreach ((string lossy, string name, string lossyValue, string value) in s_damaged.Value)
        {
            // Variables that were changed or removed through .NET have their new values.
            if (Environment.GetEnvironmentVariable(lossy) is { } present && (present == lossyValue || lossy != name))
            {
                variables.Remove(lossy);
                variables[name] = value;
            }
        }

        return variables;
    }

    /// <summary>Gets the variables of an environment that .NET does not represent exactly.</summary>
    internal static List<(string Lossy, string Name, string LossyValue, string Value)> FindDamaged(ReadOnlySpan<byte> environment)
    {
        List<(string, string, string, string)> damaged = [];
        foreach (string variable in Split(environment))
        {
            int end = variable.IndexOf('=', StringComparison.Ordinal);
            if (end > 0 && Lossy(variable) != variable)
            {
                (string name, string value) = (variable[..end], variable[(end + 1)..]);
                damaged.Add((Lossy(name), name, Lossy(value), value));
            }
        }

        return damaged;
    }

    /// <summary>Splits strings that each end with a zero byte.</summary>
    internal static List<string> Split(ReadOnlySpan<byte> bytes)
    {
        List<string> words = [];
        while (bytes.IndexOf((byte)0) is var end and >= 0)
        {
            words.Add(LinuxText.Decode(bytes[..end]));
            bytes = bytes[(end + 1)..];
        }

        if (!bytes.IsEmpty)
        {
            words.Add(LinuxText.Decode(bytes));
        }

        return words;
    }

    private static byte[] TryRead(string path)
    {
        using SafeFileHandle file = SystemCalls.TryOpen(path, Linux.O_RDONLY);
        return file.IsInvalid ? [] : SystemCalls.ReadAll(file, "read", path);
    }

    private static bool IsDamaged(string text) => text.Contains('\ufffd', StringComparison.Ordinal);

    private static string Lossy(string text) => Encoding.UTF8.GetString(LinuxText.Encode(text));
}
