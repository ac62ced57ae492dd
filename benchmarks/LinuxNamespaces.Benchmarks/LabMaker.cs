using System.Diagnostics;
using System.Globalization;
using LinuxNamespaces.Lab;

namespace LinuxNamespaces.Benchmarks;

/// <summary>Creates labs of hosts on a switch one after the other, as <c>benchmarks/lab/lab.c</c> does in C, and prints the microseconds until each is ready, and until it is gone.</summary>
internal static class LabMaker
{
    internal static async Task RunAsync(int hosts, int labs)
    {
        for (int i = 0; i < labs; i++)
        {
            long start = Stopwatch.GetTimestamp();
            NetworkLab lab = new();
            LabSwitch lan = lab.AddSwitch("lan", "10.0.0.0/16");
            for (int host = 1; host <= hosts; host++)
            {
                lab.Connect(lab.AddHost(string.Create(CultureInfo.InvariantCulture, $"h{host}")), lan);
            }

            await lab.StartAsync();
            long ready = Stopwatch.GetTimestamp();
            await lab.DisposeAsync();
            long gone = Stopwatch.GetTimestamp();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Stopwatch.GetElapsedTime(start, ready).TotalMicroseconds:0} {Stopwatch.GetElapsedTime(ready, gone).TotalMicroseconds:0}"));
        }
    }
}
