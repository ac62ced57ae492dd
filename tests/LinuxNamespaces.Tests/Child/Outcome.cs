using System.Runtime.InteropServices;
using System.Text;

namespace LinuxNamespaces.Tests.Child;

/// <summary>What a program did.</summary>
internal sealed record Outcome(string Program, int ExitCode, byte[] Output, byte[] Error)
{
    internal string Text => Encoding.UTF8.GetString(Output);

    /// <summary>What it reported, when it reports to its standard error.</summary>
    internal (long Tag, long Value)[] Records
    {
        get
        {
            ReadOnlySpan<long> words = MemoryMarshal.Cast<byte, long>(Error);
            (long Tag, long Value)[] records = new (long Tag, long Value)[words.Length / 2];
            for (int i = 0; i < records.Length; i++)
            {
                records[i] = (words[2 * i], words[(2 * i) + 1]);
            }

            return records;
        }
    }

    internal string CheckedOutput() => ExitCode == 0
        ? Text
        : throw new InvalidOperationException($"{Program}: exit code {ExitCode}\n{Text}\n{Encoding.UTF8.GetString(Error)}");
}
