-- Neovim 0.11 or newer reads this file if your own configuration has `vim.o.exrc = true`.
local settings = {
  check = {
    -- Shows failing promises where your code is. Remove this line if you do not want that.
    overrideCommand = { "cargo", "kata", "editor" },
    -- Every save starts a check, also one right after a change.
    invocationStrategy = "once",
  },
  -- What you type in the terminal never waits for the editor.
  cargo = { targetDir = true },
}
-- The names that nvim-lspconfig and rustaceanvim have for it.
for _, name in ipairs({ "rust_analyzer", "rust-analyzer" }) do
  vim.lsp.config(name, { settings = { ["rust-analyzer"] = settings } })
end
