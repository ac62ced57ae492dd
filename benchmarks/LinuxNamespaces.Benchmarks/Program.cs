using System.Globalization;
using LinuxNamespaces.Benchmarks;

switch (args)
{
    case ["wire", string first, string second]:
        WireCarrier.Run(first, second);
        break;
    case ["wire-cost", string rounds]:
        WireCost.Run(int.Parse(rounds, CultureInfo.InvariantCulture));
        break;
    case ["lab", string hosts, string labs]:
        await LabMaker.RunAsync(int.Parse(hosts, CultureInfo.InvariantCulture), int.Parse(labs, CultureInfo.InvariantCulture));
        break;
    default:
        BenchmarkDotNet.Running.BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
        break;
}
