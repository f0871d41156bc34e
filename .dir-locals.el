((nil
  . ((eglot-workspace-configuration
      . (:rust-analyzer
         (:check
          (
           ;; Shows failing promises where your code is. Remove this line if you do not want that.
           :overrideCommand ["cargo" "kata" "editor"]
           ;; Every save starts a check, also one right after a change.
           :invocationStrategy "once")
          ;; What you type in the terminal never waits for the editor.
          :cargo (:targetDir t))))
     ;; The same for those who use lsp-mode.
     (lsp-rust-analyzer-cargo-override-command . ["cargo" "kata" "editor"])
     )))
