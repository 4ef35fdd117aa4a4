using Azure.Storage.Blobs;
using VideoPipeline.LocalHost.Azurite;

namespace VideoPipeline.Support;

/// <summary>
/// The one Azurite of a test run, started when the first test asks for it and ended with the process, however that ends. Each test
/// takes an account of its own, so that tests need not know of each other.
/// </summary>
public static class AzuriteFixture
{
    // Azurite takes its accounts from its environment when it starts.
    private const string AccountsVariable = "AZURITE_ACCOUNTS";
    private const int Accounts = 500;

    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private static readonly Lazy<Task<AzuriteProcess>> s_azurite = new(StartAsync);

    private static int s_taken;

    /// <summary>The connection string of an empty account that nobody else has.</summary>
    public static async Task<string> NewAccountAsync()
    {
        var account = Account(Interlocked.Increment(ref s_taken) % Accounts);
        var azurite = await s_azurite.Value;
        return $"DefaultEndpointsProtocol=http;AccountName={account};AccountKey={Key};BlobEndpoint=http://127.0.0.1:{azurite.Port}/{account};";
    }

    /// <summary>A client of an empty account, with the service version that the product pins.</summary>
    public static async Task<BlobServiceClient> NewClientAsync() =>
        new(await NewAccountAsync(), new BlobClientOptions(BlobClientOptions.ServiceVersion.V2023_01_03));

    private static async Task<AzuriteProcess> StartAsync()
    {
        await NodeModules.RequireAsync(Path.Combine("azurite", "package.json"));
        var accounts = Enumerable.Range(0, Accounts).Select(Account).Append(AzuriteProcess.AccountName).Select(name => $"{name}:{Key}");
        Environment.SetEnvironmentVariable(AccountsVariable, string.Join(';', accounts));
        try
        {
            return await AzuriteProcess.StartAsync();
        }
        finally
        {
            Environment.SetEnvironmentVariable(AccountsVariable, null);
        }
    }

    private static string Account(int number) => $"test{number:000}";
}
