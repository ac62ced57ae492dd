using System.Globalization;
using LinuxNamespaces.Benchmarks;

switch (args)
{
    case ["compare", string peers, string rounds, string count]:
        SpawnComparison.Run(peers, int.Parse(rounds, CultureInfo.InvariantCulture), int.Parse(count, CultureInfo.InvariantCulture));
        break;
    case ["worker", string mebibytes]:
        SpawnWorker.Run(int.Parse(mebibytes, CultureInfo.InvariantCulture));
        break;
    case ["wire", string first, string second]:
        WireCarrier.Run(first, second);
        break;
    default:
        BenchmarkDotNet.Running.BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
        break;
}
