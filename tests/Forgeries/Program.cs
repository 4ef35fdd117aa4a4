using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using VideoPipeline.Forgeries;
using VideoPipeline.Functions.Callbacks;

var count = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 1_000_000;
var options = new CallbacksOptions { PublicBaseUrl = "https://app.example" };

// Over HTTP the forger knows even the key of the app (Callbacks__SigningKeys__0 here too), and changes what it has signed.
var app = args.Length > 1 ? new Uri(args[1]) : null;
options.SigningKeys.Add(
    Environment.GetEnvironmentVariable("Callbacks__SigningKeys__0") ?? Convert.ToHexString(RandomNumberGenerator.GetBytes(32)));
options.SigningKeys.Add(Convert.ToHexString(RandomNumberGenerator.GetBytes(32)));
var urls = new CallbackUrls(Options.Create(options));

if (!GenuineCallbacks.All.All(given => given.IsTaken(urls)))
{
    Console.Error.WriteLine("A genuine address is refused.");
    return 2;
}

var (accepted, faults) = (0, 0);
var began = Stopwatch.GetTimestamp();
if (app is not null)
{
    (accepted, faults) = await OverHttp.SendAsync(app, count, number => Forgery.Of(number, urls));
}
else
{
    Parallel.For(0, count, number =>
    {
        if (Forgery.Of(number, urls).IsTaken(urls))
        {
            Interlocked.Increment(ref accepted);
        }
    });
}

var elapsed = Stopwatch.GetElapsedTime(began);
Console.WriteLine(string.Create(
    CultureInfo.InvariantCulture,
    $"{count} forged, mutated, replayed and cross-job callbacks in {elapsed.TotalSeconds:0.0} s ({count / elapsed.TotalSeconds:0} a second): {accepted} accepted, {faults} answered with a fault."));
return accepted + faults == 0 ? 0 : 1;
